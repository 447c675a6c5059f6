import { getLocale, getTextDirection } from '#lib/paraglide/runtime.js';

// The precached page speaks the language in which it was fetched; the app, the one chosen on this device.
document.documentElement.lang = getLocale();
document.documentElement.dir = getTextDirection(getLocale());
