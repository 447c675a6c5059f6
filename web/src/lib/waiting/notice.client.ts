import type { NoticeScriptState } from './notice-state.ts';

const { pathname, search } = location;
const { again } = JSON.parse(document.getElementById('state')!.textContent) as NoticeScriptState;

const asked = new URLSearchParams(search);
/** The page's own address, key included; in the bar they move into the fragment, which no referrer or log keeps. */
if (asked.has('email') && asked.has('key'))
	history.replaceState(null, '', `${pathname}#${search.slice(1)}`);

/** Without network it would lead to the browser's own page, which never comes back by itself. */
function ask(): void {
	if (navigator.onLine) location.replace(pathname + search);
	else addEventListener('online', ask, { once: true });
}

if (again !== '') setTimeout(ask, Number(again) * 1000);
