// Moves address and key out of the bar into the fragment, which no referrer or log keeps; a reload finds them there.
const { pathname, search } = location;
const given = new URLSearchParams(search);
const kept = new URLSearchParams();
for (const name of ['email', 'key']) kept.set(name, given.get(name) ?? '');
history.replaceState(null, '', `${pathname}#${kept}`);
