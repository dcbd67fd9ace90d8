import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { API } from '../../api.ts';
import { useSession } from '../../session.ts';

/** Saves the import as one page, which opens without the console. Data of patients is in it only where somebody says so. */
export function SavePage({ importId }: { importId: string }): JSX.Element {
  const { showsData } = useSession();
  const [withData, setWithData] = useState(false);
  const path = `${API}imports/${encodeURIComponent(importId)}/report.html`;
  return (
    <p class="actions">
      <a href={withData ? `${path}?data=true` : path} download={`${importId}.html`}>
        Save as page
      </a>
      {showsData && (
        <label class="choice">
          <input
            type="checkbox"
            checked={withData}
            onChange={(event) => {
              setWithData(event.currentTarget.checked);
            }}
          />
          with lines of the data
        </label>
      )}
    </p>
  );
}
