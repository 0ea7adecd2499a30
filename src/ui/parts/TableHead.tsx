/** The head of a table: what stands in each column, in the small letters that all heads have. */
export interface Column {
  readonly name: string;
  /** Width and edges, where they are not the usual ones. */
  readonly className?: string;
}

export function TableHead({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <thead className="eyebrow">
      <tr className="border-b border-line">
        {columns.map(({ name, className = 'pr-3' }) => (
          <th key={name} scope="col" className={`py-1.5 font-semibold whitespace-nowrap ${className}`}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
