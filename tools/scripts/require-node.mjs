/**
 * Exits with a clear message where Node is too old for what the local cloud asks of node:sqlite (`isTransaction`, rows as lists: 22.16).
 * The same number stands in package/testing/open-stage.ts; test/npm/package.test.ts compares them with what the documentation says.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 16)) {
  const isPackage = import.meta.url.includes('/node_modules/');
  console.error(
    `Inlet needs Node 22.16 or newer; this is ${process.versions.node}. ` +
      (isPackage
        ? 'Its libraries for FHIR, events and the identity provider run on Node 20.19 and newer, too.'
        : 'On Linux x64, `npm ci` brings Node 24 along: start through npm (`npm start`, `npm test`). Elsewhere install Node 24 first.'),
  );
  process.exit(1);
}
