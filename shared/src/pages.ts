import type { Locale } from './locales.ts';

/** What api decided for one public page, handed to the web app's `load` while it renders. */
export interface PageContext {
	locale: Locale;
}
