import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { act, drop } from '../../api.ts';
import { bytes, counted } from '../../format.ts';
import { useSession } from '../../session.ts';
import type { Chosen } from './chosen-files.ts';
import { chosenOf, droppedFiles } from './chosen-files.ts';

interface Judged extends Chosen {
  /** Why a drop would reject its name, or leave it alone; null where it is imported. */
  objection: string | null;
}

/** Files or a folder from the desktop into the inbox. What would be rejected is said before anything is sent. */
export function DropFiles(): JSX.Element {
  const { routes } = useSession();
  const [prefix, setPrefix] = useState(routes[0]?.prefix ?? '');
  const [judged, setJudged] = useState<Judged[]>([]);
  const [sent, setSent] = useState<{ bytes: number; files: number } | null>(null);
  const [said, setSaid] = useState('');
  const folder = useRef<HTMLInputElement>(null);
  const total = judged.reduce((sum, { file }) => sum + file.size, 0);

  const take = async (chosen: Chosen[]): Promise<void> => {
    setSent(null);
    setSaid('');
    const keys = chosen.map(({ path }) => prefix + path);
    try {
      const { result } = await act('judge-names', { keys });
      const objections = result as (string | null)[];
      setJudged(chosen.map((one, at) => ({ ...one, objection: objections[at] ?? null })));
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  const send = async (): Promise<void> => {
    let done = 0;
    try {
      for (const [at, { path, file }] of judged.entries()) {
        await drop(prefix + path, file, (part) => {
          setSent({ bytes: done + part, files: at });
        });
        done += file.size;
        setSent({ bytes: done, files: at + 1 });
      }
      setSaid(`${counted(judged.length, 'file')} dropped: Imports shows what becomes of them.`);
      setJudged([]);
    } catch (error) {
      setSaid((error as Error).message);
    }
  };

  return (
    <section
      class="card dropping"
      aria-labelledby="dropping"
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(take);
      }}
    >
      <h2 id="dropping">Drop files into the inbox</h2>
      <p>Let files or a folder fall here, or choose them. A folder is one drop, and becomes one import.</p>
      <div class="filters">
        <label>
          Route
          <select
            value={prefix}
            onChange={(event) => {
              setPrefix(event.currentTarget.value);
              setJudged([]);
            }}
          >
            {routes.map(({ name, prefix: value }) => (
              <option key={name} value={value}>
                {name} {value}
              </option>
            ))}
          </select>
        </label>
        <label>
          Files
          <input
            type="file"
            multiple
            onChange={(event) => {
              void take(chosenOf(event.currentTarget.files));
            }}
          />
        </label>
        <label>
          Folder
          <input
            ref={folder}
            type="file"
            {...{ webkitdirectory: true }}
            onChange={(event) => {
              void take(chosenOf(event.currentTarget.files));
            }}
          />
        </label>
      </div>
      {judged.length > 0 && (
        <>
          <p>
            {counted(judged.length, 'file')}, {bytes(total)}
          </p>
          <ul class="judged">
            {judged
              .filter(({ objection }) => objection !== null)
              .slice(0, 50)
              .map(({ path, objection }) => (
                <li key={path} class="warn">
                  {path}: {objection}
                </li>
              ))}
          </ul>
          <button
            type="button"
            onClick={() => {
              void send();
            }}
          >
            Drop {counted(judged.length, 'file')}
          </button>
        </>
      )}
      {sent && judged.length > 0 && (
        <progress aria-label="Uploaded" max={Math.max(1, total)} value={sent.bytes} />
      )}
      <p role="status">{said}</p>
    </section>
  );
}
