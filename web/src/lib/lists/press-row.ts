const ownPress = 'a, button, input, label, select, [role="menu"]';

/** To be attached to what holds rows: a press anywhere in a row opens it, as one on its name does. */
export function pressesRow(rows: HTMLElement): () => void {
	const press = ({ target }: MouseEvent) => {
		if (!(target instanceof Element) || target.closest(ownPress)) return;
		// What was marked to be copied isn't pressed.
		if (getSelection()?.isCollapsed === false) return;
		target.closest('[data-row]')?.querySelector<HTMLElement>('[data-open]')?.click();
	};
	rows.addEventListener('click', press);
	return () => rows.removeEventListener('click', press);
}
