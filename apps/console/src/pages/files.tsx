import type { FileBody } from '@waybill/contracts';
import { useEffect, useState } from 'react';
import { client } from '../api.js';
import { bytes } from '../format.js';

type Listed = { readonly items: readonly FileBody[] } | { readonly fault: string } | undefined;

/** The tenant's newest files, as they change. */
export function Files() {
  const listed = useFiles();
  return (
    <section aria-labelledby="files">
      <h2 id="files">Files</h2>
      {listed === undefined && <p role="status">Loading…</p>}
      {listed && 'fault' in listed && <p role="alert">{listed.fault}</p>}
      {listed && 'items' in listed && listed.items.length === 0 && (
        <p className="empty">No files yet. What you upload is listed here.</p>
      )}
      {listed && 'items' in listed && listed.items.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Status</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Download</th>
            </tr>
          </thead>
          <tbody>
            {listed.items.map((file) => (
              <tr key={file.id}>
                <td>{file.name}</td>
                <td className={file.status}>{file.status}</td>
                <td className="number">{bytes(file.size)}</td>
                <td>
                  {file.status === 'completed' && (
                    <a href={`/v1/files/${file.id}/content`} aria-label={`Download ${file.name}`}>
                      Download
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function useFiles(): Listed {
  const [listed, setListed] = useState<Listed>();
  useEffect(() => {
    let asking = false;
    let again = false;
    const ask = async () => {
      if (asking) return void (again = true);
      asking = true;
      do {
        again = false;
        setListed(await client.listFiles().catch((error: Error) => ({ fault: error.message })));
      } while (again);
      asking = false;
    };
    const tell = () => void ask();
    const leave = client.hub.listen(({ type }) => {
      if (type.startsWith('file.')) tell();
    }, tell);
    tell();
    return leave;
  }, []);
  return listed;
}
