import { loadPackages, validateFile, validateLine } from 'healthlake-inlet/fhir';

// One line.
const { isValid, issues } = await validateLine('{"resourceType":"Patient","id":"p1","gender":"x"}');
console.log(isValid, JSON.stringify({ resourceType: 'OperationOutcome', issue: issues }));

// A file: each line has a verdict, and says how far the file is read.
const [file = 'Patient.ndjson', ...packages] = process.argv.slice(2);
let refused = 0;
for await (const verdict of validateFile(file, {
  level: 'strict',
  packages: await loadPackages(packages),
  unknownProfiles: 'ignore',
})) {
  if (verdict.isValid) continue;
  refused++;
  const { bytes, of } = verdict.progress;
  console.log(`${verdict.line}: ${verdict.issues[0]?.diagnostics} (${bytes} of ${of} bytes)`);
}
process.exitCode = refused > 0 ? 1 : 0;
