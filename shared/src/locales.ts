/** The languages Foyer speaks. Adding one: a catalogue in web/messages, texts in api/src/mail, and its code here. */
export const locales = ['en', 'fr', 'nl'] as const;
export type Locale = (typeof locales)[number];

export const isLocale = (value: unknown): value is Locale =>
	(locales as readonly unknown[]).includes(value);

/**
 * The first supported language among BCP 47 tags in order of preference; a region falls back to its
 * language (`nl-BE` → `nl`, RFC 4647 lookup). Undefined when none fits.
 */
export function matchLocale(tags: readonly (string | null | undefined)[]): Locale | undefined {
	for (const tag of tags) {
		const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
		if (isLocale(primary)) return primary;
	}
	return undefined;
}

/** The tags of an Accept-Language header (RFC 9110, 12.5.4), best first. */
export function acceptedLanguages(header: string | null | undefined): string[] {
	return (header ?? '')
		.split(',')
		.map((part) => {
			const [tag = '', ...parameters] = part.trim().split(';');
			const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find(Boolean);
			return { tag, quality: quality === undefined ? 1 : Number(quality) };
		})
		.filter(({ tag, quality }) => tag !== '' && quality > 0)
		.sort((a, b) => b.quality - a.quality)
		.map(({ tag }) => tag);
}
