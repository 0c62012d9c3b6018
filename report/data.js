// What is in the file: the office at once, a dossier when it is looked at.
const Data = (() => {
  const dossiers = new Map();

  const unpack = (packed) => {
    const bytes = Uint8Array.from(atob(packed.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).json();
  };

  // Rows of a table that is written by column.
  const rows = (columns) => {
    const names = Object.keys(columns);
    const length = names.length ? columns[names[0]].length : 0;
    return Array.from({ length }, (_, place) =>
      Object.fromEntries(names.map((name) => [name, columns[name][place]])),
    );
  };

  const office = async () => {
    const found = await unpack(document.getElementById("data").textContent);
    found.desk = rows(found.desk);
    for (const [name, columns] of Object.entries(found.shared)) found.shared[name] = rows(columns);
    return found;
  };

  const load = async (id) => {
    const found = await unpack(document.querySelector(`[data-dossier="${id}"]`).textContent);
    const tables = Object.fromEntries(
      Object.entries(found).map(([name, columns]) => [name, rows(columns)]),
    );
    for (const [place, document] of tables.documents.entries()) {
      document.place = place;
      document.number = `${document.journal_key} ${document.document_sequence_nr}`;
    }
    for (const table of Object.values(tables)) {
      for (const row of table) if (row.doc != null) row.doc = tables.documents[row.doc];
    }
    tables.account = new Map((tables.accounts || []).map((row) => [row.account_nr, row]));
    return tables;
  };

  const dossier = (id) => {
    if (!dossiers.has(id)) dossiers.set(id, load(id));
    return dossiers.get(id);
  };

  return { office, dossier };
})();
