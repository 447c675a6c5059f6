import { formattingLocale } from '#lib/i18n/format.ts';

/** "3 MB": bytes in whole megabytes, as devices show their room. */
export const formatBytes = (bytes: number): string =>
	new Intl.NumberFormat(formattingLocale(), {
		style: 'unit',
		unit: 'megabyte',
		maximumFractionDigits: 0
	}).format(bytes / 1_000_000);

/** "34 kB", "12 MB": how large a file is. What is smaller than a kilobyte counts as one. */
export const formatSize = (bytes: number): string =>
	bytes >= 1_000_000
		? formatBytes(bytes)
		: new Intl.NumberFormat(formattingLocale(), {
				style: 'unit',
				unit: 'kilobyte',
				maximumFractionDigits: 0
			}).format(Math.max(1, bytes / 1000));
