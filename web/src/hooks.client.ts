import { session } from '#lib/accounts/session.svelte.ts';
import { getLocale, getTextDirection } from '#lib/paraglide/runtime.js';
import { install } from '#lib/shell/install.svelte.ts';
import { local } from '#lib/sync/local.svelte.ts';

// The precached page speaks the language in which it was fetched; the app, the one chosen on this device.
document.documentElement.lang = getLocale();
document.documentElement.dir = getTextDirection(getLocale());

install.listen();

// While the page's own code is still on its way. Where it fails, the page opens it again.
const { owner } = session;
if (owner) local.open(owner).catch(() => {});
