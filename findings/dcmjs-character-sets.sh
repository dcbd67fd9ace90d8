#!/usr/bin/env bash
# dcmjs@0.52.2 (DICOM in JavaScript): what is written is UTF-8, whatever SpecificCharacterSet says, and private elements are dropped.
# Guess: a dataset with SpecificCharacterSet ISO_IR 100 is written in Latin-1, or is refused; one without it has no letters beyond ASCII, or an
# error; denaturalizeDataset gives back what naturalizeDataset made. Seen: the file says ISO_IR 100 and holds the bytes of UTF-8, so that each
# reader, its own too, sees MÃ¼ller; without a character set as well. An element of a vendor (0009,1001) is in the natural dataset by its tag, and
# is gone in the file. No error. Why it matters here: DICOMweb's JSON, from which files are made beside an ImagingStudy, tells the character set of
# the archive as it was, and the name in the file is no longer the Patient's.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts dcmjs@0.52.2 dicom-parser@1.8.21 >/dev/null 2>&1
cat > run.cjs <<'J'
const { DicomDict, DicomMessage, DicomMetaDictionary } = require('dcmjs').data;
const { parseDicom } = require('dicom-parser');
for (const characterSet of ['ISO_IR 192', 'ISO_IR 100', null]) {
  const json = {
    ...(characterSet && { '00080005': { vr: 'CS', Value: [characterSet] } }), '00080018': { vr: 'UI', Value: ['1.2.3'] },
    '00091001': { vr: 'LO', Value: ['of a vendor'] }, '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Ann' }] },
  };
  const file = new DicomDict({ '00020010': { vr: 'UI', Value: ['1.2.840.10008.1.2.1'] } });
  file.dict = DicomMetaDictionary.denaturalizeDataset(DicomMetaDictionary.naturalizeDataset(json));
  const bytes = file.write();
  const other = parseDicom(new Uint8Array(bytes));
  const { dataOffset, length } = other.elements.x00100010;
  const own = DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(bytes).dict);
  console.log(`${characterSet}: the file says ${other.string('x00080005')}, bytes of the name ${Buffer.from(bytes, dataOffset, 3).toString('hex')} (${length}), read again ${own.PatientName[0].Alphabetic}, private element ${other.string('x00091001')}`);
}
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'ISO_IR 192: the file says ISO_IR 192, bytes of the name 4dc3bc (12), read again Müller^Ann, private element undefined
ISO_IR 100: the file says ISO_IR 100, bytes of the name 4dc3bc (12), read again MÃ¼ller^Ann, private element undefined
null: the file says undefined, bytes of the name 4dc3bc (12), read again MÃ¼ller^Ann, private element undefined' ] || { echo 'the behaviour has changed' >&2; exit 1; }
