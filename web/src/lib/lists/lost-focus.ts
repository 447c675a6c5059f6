/** Whether nothing has the focus; a dialog that went with what it was opened from gives it to the page's title. */
export function isFocusLost(): boolean {
	const has = document.activeElement;
	return has === document.body || has?.matches('h1') === true;
}
