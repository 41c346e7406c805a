// The open workbook as bytes, and bytes as a new workbook.

const SLICE = 4 * 1024 * 1024;

const settled = (start) =>
  new Promise((done, fail) =>
    start((result) =>
      result.status === Office.AsyncResultStatus.Succeeded ? done(result.value) : fail(new Error(result.error.message))));

// The workbook as Excel would save it now. Excel lets only two files be open this way, so it is always closed.
export async function workbookBytes() {
  const file = await settled((done) =>
    Office.context.document.getFileAsync(Office.FileType.Compressed, { sliceSize: SLICE }, done));
  try {
    const bytes = new Uint8Array(file.size);
    let at = 0;
    for (let index = 0; index < file.sliceCount; index++) {
      const slice = await settled((done) => file.getSliceAsync(index, done));
      bytes.set(slice.data, at);
      at += slice.data.length;
    }
    return bytes;
  } finally {
    file.closeAsync();
  }
}

export async function openAsNewWorkbook(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  await Excel.createWorkbook(btoa(text));
}
