#!/usr/bin/env bash
# node:sqlite of Node 24.21.0 (SQLite 3.53): a prepared statement with `LIMIT ?` is planned anew at each run.
# Guess: a statement is compiled once, whatever is bound to it. Seen: SQLite looks at the number behind LIMIT while it plans, and so throws the
# plan away whenever one is bound, the same one as well; `LIMIT ? + 0` is left alone. A short query takes twice its time and more. Why it matters
# here: pages are read by such statements, in this project several for each search, and nothing shows it but a profile of the native code.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { DatabaseSync } from 'node:sqlite';
const database = new DatabaseSync(':memory:');
database.exec(`CREATE TABLE names (name TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (name, row)) STRICT, WITHOUT ROWID;
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)
  INSERT INTO names SELECT 'n' || (n % 10), n FROM numbers`);
const select = 'SELECT a.row FROM names AS a WHERE a.name = ? AND a.row > ? AND NOT EXISTS (SELECT 1 FROM names AS b WHERE b.name = ? AND b.row = a.row) ORDER BY a.row';
const time = (sql) => {
  const statement = database.prepare(sql);
  const run = (times) => { for (let at = 0; at < times; at += 1) statement.all('n1', 0, 'n2', 10); };
  run(2000);
  const { user, system } = process.cpuUsage();
  run(20000);
  const behind = process.cpuUsage();
  return behind.user + behind.system - user - system;
};
const ratios = Array.from({ length: 5 }, () => time(`${select} LIMIT ?`) / time(`${select} LIMIT ? + 0`)).sort((a, b) => a - b);
console.log(`SQLite ${database.prepare('SELECT sqlite_version() AS v').get().v}: LIMIT ? takes ${ratios[2].toFixed(1)} times as long as LIMIT ? + 0`);
console.log(ratios[2] > 1.4 ? 'planned anew' : 'not planned anew');
J
seen=$(./node_modules/.bin/node --disable-warning=ExperimentalWarning run.mjs)
echo "$seen"
[ "$(tail -1 <<<"$seen")" = 'planned anew' ] || { echo 'the behaviour has changed' >&2; exit 1; }
