/** The look of whatever is filled in: inputs, areas, selects. */
export const controlLook = [
	'w-full min-h-11 rounded-lg border border-edge bg-raised px-3 text-base text-text',
	'placeholder:text-muted placeholder:text-ellipsis transition-[border-color,box-shadow] hover:border-text',
	'focus-visible:border-plum focus-visible:outline-1 focus-visible:outline-offset-0',
	'aria-invalid:border-refused disabled:opacity-60'
].join(' ');

/** The look of a button that is an icon alone. */
export const iconButtonLook = [
	'inline-grid size-11 shrink-0 place-items-center rounded-lg text-muted',
	'transition-colors hover:bg-plum-soft hover:text-plum aria-expanded:bg-plum-soft aria-expanded:text-plum',
	'disabled:opacity-50'
].join(' ');
