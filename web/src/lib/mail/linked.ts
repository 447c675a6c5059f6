export interface TextPart {
	text: string;
	/** Where it leads, for an address. */
	href?: string;
}

/** Text cut where web addresses begin and end, so that they can be pressed. */
export function linked(text: string): TextPart[] {
	return text
		.split(/(https?:\/\/[^\s<>"]+)/)
		.filter((part) => part !== '')
		.map((part) => (/^https?:\/\//.test(part) ? { text: part, href: part } : { text: part }));
}
