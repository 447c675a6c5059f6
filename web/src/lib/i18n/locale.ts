import type { Locale } from '@foyer/shared/locales';
import { getLocale, setLocale } from '#lib/paraglide/runtime.js';

/** Each language by its own name. */
export const localeNames: Record<Locale, string> = {
	en: 'English',
	fr: 'Français',
	nl: 'Nederlands'
};

/** Speaks another language from now on, on this device: kept, and the page is loaded again. */
export function chooseLocale(locale: Locale): void {
	if (locale !== getLocale()) void setLocale(locale);
}
