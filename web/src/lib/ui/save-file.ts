interface SavedFile {
	bytes: BlobPart;
	type: string;
	extension: string;
}

/** Lets the browser download a file under a name without its ending; works without network. */
export function saveFile({ bytes, type, extension }: SavedFile, name: string): void {
	const address = URL.createObjectURL(new Blob([bytes], { type }));
	const link = document.createElement('a');
	link.href = address;
	link.download = `${name}.${extension}`;
	link.click();
	// Safari fetches the address after the click.
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
