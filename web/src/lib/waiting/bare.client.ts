// A waiting page that was reloaded: address and key stand in the fragment, which only the browser knows.
const kept = new URLSearchParams(location.hash.slice(1));
if (kept.has('email') && kept.has('key'))
	location.replace(`${location.pathname}?${location.hash.slice(1)}`);
