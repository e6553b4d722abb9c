/** How a column looks: `wide` ones are left out on a phone, `unseen` ones have a name to be heard. */
export interface ColumnHead {
  readonly name: string;
  readonly look?: 'number' | 'wide' | 'wide number' | 'unseen';
}

export function TableHead({ columns }: { readonly columns: readonly ColumnHead[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ name, look }) =>
          look === 'unseen' ? (
            <th key={name} scope="col">
              <span className="unseen">{name}</span>
            </th>
          ) : (
            <th key={name} scope="col" className={look}>
              {name}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}
