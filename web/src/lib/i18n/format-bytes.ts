import { formattingLocale } from '#lib/i18n/format.ts';

/** "3 MB": bytes in whole megabytes, as devices show their room. */
export const formatBytes = (bytes: number): string =>
	new Intl.NumberFormat(formattingLocale(), {
		style: 'unit',
		unit: 'megabyte',
		maximumFractionDigits: 0
	}).format(bytes / 1_000_000);
