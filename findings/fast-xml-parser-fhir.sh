#!/usr/bin/env bash
# fast-xml-parser@5.12.1 with attributes: FHIR's XML that is read and built is no XML where a value is true, and names have &amp;#233; in them.
# Guess: with ignoreAttributes: false, and parseAttributeValue not set, attributes are texts and come back as they were; references to characters by
# number, which are part of XML itself and need no DTD, are read. Seen: of value="true" the builder writes value alone, as HTML has it, which no XML
# parser takes; value="false" is right, and with preserveOrder both are. &#233; and the &#10; of a line break in an attribute stay as they are unless
# htmlEntities is set, and are built as &amp;#233;, so that the name has five more letters; &amp; and &lt; are read. White space around <b> in a
# narrative is gone in each setting. Why it matters here: a resource in XML whose values are false or absent in the test goes through well, and the
# first active Patient, or one of the name André from a system that writes ASCII, does not.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fast-xml-parser@5.12.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { XMLBuilder, XMLParser } = require('fast-xml-parser');
const resources = [
  '<Patient><active value="true"/></Patient>',
  '<Patient><active value="false"/></Patient>',
  '<Patient><name><given value="Andr&#233; &amp; &lt;"/></name></Patient>',
  '<div>Hello <b>big</b> world</div>',
];
for (const settings of [{}, { preserveOrder: true }, { htmlEntities: true }]) {
  console.log(`${Object.keys(settings)[0] ?? 'as it comes'}:`);
  const all = { ignoreAttributes: false, suppressEmptyNode: true, ...settings };
  for (const resource of resources) console.log(new XMLBuilder(all).build(new XMLParser(all).parse(resource)));
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'as it comes:
<Patient><active value/></Patient>
<Patient><active value="false"/></Patient>
<Patient><name><given value="Andr&amp;#233; &amp; &lt;"/></name></Patient>
<div><b>big</b>Helloworld</div>
preserveOrder:
<Patient><active value="true"/></Patient>
<Patient><active value="false"/></Patient>
<Patient><name><given value="Andr&amp;#233; &amp; &lt;"/></name></Patient>
<div>Hello<b>big</b>world</div>
htmlEntities:
<Patient><active value/></Patient>
<Patient><active value="false"/></Patient>
<Patient><name><given value="André &amp; &lt;"/></name></Patient>
<div><b>big</b>Helloworld</div>' ] || { echo 'the behaviour has changed' >&2; exit 1; }
