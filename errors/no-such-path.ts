/** What is said of a path that leads nowhere; of a pattern also that the shell would have put the names of files in its place. */
export const noSuchPath = (path: string): string =>
  `there is no such file or folder${/[*?[{]/.test(path) ? ', nor a file that this pattern fits: a shell puts their names in its place' : ''}`;
