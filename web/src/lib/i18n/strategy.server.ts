import { defineCustomServerStrategy } from '#lib/paraglide/runtime.js';
import { getPage } from '#lib/server/page.ts';

/** Public pages speak the language that api decided; without a decision the next strategy answers. */
defineCustomServerStrategy('custom-page', { getLocale: () => getPage()?.locale });
