import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act, sendFile } from '../../api.ts';
import { bytes, counted } from '../../format.ts';
import { Link } from '../../parts/link.tsx';
import { useSession } from '../../session.ts';
import type { Chosen } from './chosen-files.ts';
import { chosenOf, droppedFiles } from './chosen-files.ts';
import type { JudgedFile } from './verdicts.tsx';
import { Verdicts } from './verdicts.tsx';

interface Named extends Chosen {
  /** Why a drop would reject its name, or leave it alone; null where it is imported. */
  objection: string | null;
}

/** Objections that are shown one by one. */
const MOST_SHOWN = 50;

/** Keys are judged so many at a time: a request of an action holds a megabyte. */
const KEYS_AT_ONCE = 500;

/** Files or a folder from the desktop into the inbox. What would be rejected is said before anything is sent. */
export function DropFiles(): JSX.Element {
  const { routes } = useSession();
  const [prefix, setPrefix] = useState(routes[0]?.prefix ?? '');
  const [named, setNamed] = useState<Named[]>([]);
  const [judged, setJudged] = useState<JudgedFile[]>([]);
  const [sent, setSent] = useState<number | null>(null);
  const [said, setSaid] = useState<{ text: string; isDropped: boolean } | null>(null);
  const total = named.reduce((sum, { file }) => sum + file.size, 0);
  const objected = named.filter(({ objection }) => objection !== null);
  const fail = (error: unknown): void => {
    setSent(null);
    setSaid({ text: (error as Error).message, isDropped: false });
  };

  const take = async (chosen: Chosen[], into = prefix): Promise<void> => {
    setSent(null);
    setJudged([]);
    setSaid(null);
    const objections: (string | null)[] = [];
    for (let at = 0; at < chosen.length; at += KEYS_AT_ONCE) {
      const keys = chosen.slice(at, at + KEYS_AT_ONCE).map(({ path }) => into + path);
      objections.push(...((await act('judge-names', { keys })).result as (string | null)[]));
    }
    setNamed(chosen.map((one, at) => ({ ...one, objection: objections[at] ?? null })));
  };

  const send = async (): Promise<void> => {
    setSent(0);
    let done = 0;
    for (const { path, file } of named) {
      await sendFile('drop', prefix + path, file, (part) => {
        setSent(done + part);
      });
      done += file.size;
      setSent(done);
    }
    setSaid({ text: `${counted(named.length, 'file')} dropped.`, isDropped: true });
    setSent(null);
    setNamed([]);
  };

  const validate = async (): Promise<void> => {
    const found: JudgedFile[] = [];
    for (const { path, file, objection } of named) {
      if (objection !== null) continue;
      const { result } = await sendFile('judge', prefix + path, file);
      found.push({ path, ...(result as Omit<JudgedFile, 'path'>) });
      setJudged([...found]);
    }
    setSaid({ text: `${counted(found.length, 'file')} validated, nothing imported.`, isDropped: false });
  };

  const isSending = sent !== null;
  const unlessSending = async (work: () => Promise<void>): Promise<void> => {
    if (!isSending) await work().catch(fail);
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
        if (event.dataTransfer)
          droppedFiles(event.dataTransfer)
            .then((chosen) => take(chosen))
            .catch(fail);
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
              take(named, event.currentTarget.value).catch(fail);
            }}
          >
            {routes.map(({ name, prefix: value }) => (
              <option key={name} value={value}>
                {name} {value}
              </option>
            ))}
          </select>
        </label>
        <FileInput label="Files" isFolder={false} onChosen={(chosen) => void take(chosen).catch(fail)} />
        <FileInput label="Folder" isFolder onChosen={(chosen) => void take(chosen).catch(fail)} />
      </div>
      {named.length > 0 && (
        <>
          <p role="status">
            {counted(named.length, 'file')}, {bytes(total)}
            {objected.length > 0 && `; ${counted(objected.length, 'file')} would not be imported:`}
          </p>
          <ul class="judged">
            {objected.slice(0, MOST_SHOWN).map(({ path, objection }) => (
              <li key={path} class="warn">
                {path}: {objection}
              </li>
            ))}
            {objected.length > MOST_SHOWN && (
              <li>and {counted(objected.length - MOST_SHOWN, 'more file')}</li>
            )}
          </ul>
          <p class="actions">
            {/* Disabled, they would lose the keyboard's focus. */}
            <button type="button" aria-disabled={isSending} onClick={() => void unlessSending(send)}>
              Drop {counted(named.length, 'file')}
            </button>
            <button type="button" aria-disabled={isSending} onClick={() => void unlessSending(validate)}>
              Validate without importing
            </button>
            <button
              type="button"
              onClick={() => {
                setNamed([]);
                setJudged([]);
              }}
            >
              Leave it
            </button>
          </p>
        </>
      )}
      {sent !== null && <progress aria-label="Uploaded" max={Math.max(1, total)} value={sent} />}
      <p role="status">
        {said?.text} {said?.isDropped && <Link to={{ view: 'imports' }}>See what becomes of them</Link>}
      </p>
      <Verdicts files={judged} />
    </section>
  );
}

/** A button of the browser that chooses files, or one folder. The same choice counts again. */
function FileInput({
  label,
  isFolder,
  onChosen,
}: {
  label: string;
  isFolder: boolean;
  onChosen: (chosen: Chosen[]) => void;
}): JSX.Element {
  return (
    <label>
      {label}
      <input
        type="file"
        {...(isFolder ? { webkitdirectory: true } : { multiple: true })}
        onChange={(event) => {
          const chosen = chosenOf(event.currentTarget.files);
          event.currentTarget.value = '';
          if (chosen.length > 0) onChosen(chosen);
        }}
      />
    </label>
  );
}
