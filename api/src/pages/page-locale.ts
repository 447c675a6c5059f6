import type { Context as HonoContext } from 'hono';
import { acceptedLanguages, isLocale, matchLocale, type Locale } from '@foyer/shared/locales';

/** A public page's language: the one chosen by `?lang=`, else the browser's, else the page's own. */
export function pageLocale(c: HonoContext, own: Locale): { locale: Locale; langQuery: string } {
	const chosen = c.req.query('lang');
	if (isLocale(chosen)) return { locale: chosen, langQuery: `?lang=${chosen}` };
	const locale = matchLocale([...acceptedLanguages(c.req.header('accept-language')), own]) ?? own;
	return { locale, langQuery: '' };
}
