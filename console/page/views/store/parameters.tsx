import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { act } from '../../api.ts';

interface Parameter {
  name: string;
  /** R4's SearchParamType. */
  type: string;
}

/** How a value of each type of parameter is written (R4, "Search: Parameter types"). */
const WRITTEN: Readonly<Record<string, string>> = {
  date: 'ge1980-01-01',
  number: 'gt5',
  quantity: 'lt5.4||mg',
  reference: 'Patient/p1',
  string: 'the beginning of it',
  token: 'code, or system|code',
  uri: 'the whole of it',
  composite: 'code$value',
};

/** Adds a parameter that the data store knows for a type to a search; what the person writes by hand goes as well. */
export function Parameters({
  datastoreId,
  type,
  onAdd,
}: {
  datastoreId: string;
  type: string;
  onAdd: (parameter: string) => void;
}): JSX.Element | null {
  const [known, setKnown] = useState<Parameter[]>([]);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  useEffect(() => {
    let isWanted = true;
    setName('');
    act('fhir-parameters', { datastoreId, type }).then(
      ({ result }) => {
        if (isWanted) setKnown(result as Parameter[]);
      },
      // Parameters can be written by hand all the same.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [datastoreId, type]);
  if (known.length === 0) return null;
  const chosen = known.find((parameter) => parameter.name === name) ?? known[0];
  if (!chosen) return null;
  return (
    <form
      class="filters"
      aria-label="Add a parameter"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(`${chosen.name}=${encodeURIComponent(value)}`);
        setValue('');
      }}
    >
      <label>
        Parameter
        <select
          value={chosen.name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        >
          {known.map((parameter) => (
            <option key={parameter.name} value={parameter.name}>
              {parameter.name} ({parameter.type})
            </option>
          ))}
        </select>
      </label>
      <label>
        Value
        <input
          value={value}
          required
          placeholder={WRITTEN[chosen.type] ?? ''}
          onInput={(event) => {
            setValue(event.currentTarget.value);
          }}
        />
      </label>
      <button type="submit">Add to the search</button>
    </form>
  );
}
