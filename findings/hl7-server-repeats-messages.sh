#!/usr/bin/env bash
# node-hl7-server@2.5.0 (HL7 version 2 over MLLP): on a connection that stays open each message brings all the earlier ones again.
# Guess: a connection carries one message after another, as MLLP has it, and each is handed on once and answered once. Seen: with three messages in
# turn, the next sent when the last is answered, the handler gets 1, 1 2, 1 2 3; each is answered each time. Its own client, node-hl7-client 2.3.1,
# has the same, and takes the answer to the first message for that to the third. A message whose text has "MSH|" in it is cut there, and its second
# half is a message. One message for each connection, as most tests send it, is right, also when it comes byte by byte. No error. Why it matters
# here: behind a feed of a day's admissions and results a thousand messages are half a million imports, and what was corrected in
# between is overwritten by what was before.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts node-hl7-server@2.5.0 node-hl7-client@2.3.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { once } = require('node:events');
const { connect, createServer } = require('node:net');
const { Client, Message } = require('node-hl7-client');
const { Server } = require('node-hl7-server');
const message = (id, note = 'x') => `MSH|^~\\&|A|B|C|D|20200101||ADT^A04|${id}|P|2.5\rPID|1||123||Doe\rNTE|1||${note}\r`;
const frame = (text) => `\x0b${text}\x1c\r`;
const until = async (condition) => { while (!condition()) await new Promise((again) => { setTimeout(again, 20); }); };
const freePort = async () => { const server = createServer().listen(0, '127.0.0.1'); await once(server, 'listening'); const { port } = server.address(); server.close(); await once(server, 'close'); return port; };
const main = async () => {
  const port = await freePort();
  const handled = [];
  const inbound = new Server().createInbound({ port }, async (request, response) => {
    handled.push(request.getMessage().get('MSH.10').toString());
    await response.sendResponse('AA');
  });
  await once(inbound, 'listen');
  const taken = () => handled.splice(0).join(' ');
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let answers = '';
  socket.on('data', (data) => { answers += data; });
  const answered = () => answers.split('\x1c\r').length - 1;
  for (const [at, id] of ['1', '2', '3'].entries()) {
    socket.write(frame(message(id)));
    await until(() => answered() >= [1, 3, 6][at]);
  }
  console.log(`one connection: handled ${taken()}, answered ${answers.match(/(?<=MSA\|AA\|)\d+/g).join(' ')}`);
  for (const id of ['1', '2', '3']) {
    const single = connect(port, '127.0.0.1');
    single.write(frame(message(id)));
    await once(single, 'data');
    single.destroy();
  }
  console.log(`a connection for each: handled ${taken()}`);
  const acknowledged = [];
  const outbound = new Client({ host: '127.0.0.1' }).createConnection({ port }, async (answer) => { acknowledged.push(answer.getMessage().get('MSA.2').toString()); });
  await once(outbound, 'connect');
  for (const [at, id] of ['1', '2', '3'].entries()) {
    await outbound.sendMessage(new Message({ text: message(id) }));
    await until(() => acknowledged.length > at && handled.length >= [1, 3, 6][at]);
  }
  console.log(`its own client: handled ${taken()}, answers to ${acknowledged.join(' ')}`);
  const noted = connect(port, '127.0.0.1');
  noted.write(frame(message('9', 'see MSH|4')));
  await until(() => handled.length === 2);
  console.log(`a note with MSH|: handled ${JSON.stringify(handled)}`);
  process.exit(0);
};
main();
J
seen=$(timeout 60 node run.cjs)
echo "$seen"
[ "$seen" = 'one connection: handled 1 1 2 1 2 3, answered 1 1 2 1 2 3
a connection for each: handled 1 2 3
its own client: handled 1 1 2 1 2 3, answers to 1 1 1
a note with MSH|: handled ["9",""]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
