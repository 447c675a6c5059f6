const longestHeader = 200;

/** A header without case, accents, punctuation, spaces and what stands in brackets. */
export function headerKey(header: string): string {
	return header
		.slice(0, longestHeader)
		.replace(/\([^)]*\)|\[[^\]]*\]/gu, '')
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}
