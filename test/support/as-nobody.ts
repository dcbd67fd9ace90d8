import { chmodSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';

/** The user and the group of Linux whom nothing belongs to. */
const NOBODY = 65_534;

/**
 * Does work as a user whom permissions hold for: in a process of root, who may do all, as nobody. It is the whole process that is nobody
 * meanwhile (but for access(2), which asks for who has started it): nothing else may be under way, and what the work imports must be there already.
 * @param folder where things are tried, below the folder for temporary files: others may look into it from now on
 * @returns undefined, saying why, where root cannot become nobody
 */
export async function asNobody<T>(folder: string, work: () => Promise<T> | T): Promise<T | undefined> {
  const { getuid, getgroups, setgroups, setegid, seteuid } = process;
  if (getuid?.() !== 0 || !getgroups || !setgroups || !setegid || !seteuid) return work();
  for (let at = folder; at.startsWith(tmpdir()); at = dirname(at)) chmodSync(at, statSync(at).mode | 0o055);
  const groups = getgroups();
  try {
    setgroups([]);
    setegid(NOBODY);
    seteuid(NOBODY);
    // Not by access(2), which goes by who has started the process.
    readdirSync(folder);
    return await work();
  } catch (error) {
    const { code = '', syscall, path } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'EINVAL'].includes(code) && !(syscall === 'scandir' && path === folder)) throw error;
    process.stderr.write(`not tried: root cannot be nobody here (${(error as Error).message})\n`);
    return undefined;
  } finally {
    seteuid(0);
    setegid(0);
    setgroups(groups);
  }
}
