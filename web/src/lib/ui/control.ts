/** The look of whatever is filled in: inputs, areas, selects. */
export const controlLook = [
	'w-full min-h-11 rounded-lg border border-edge bg-raised px-3 text-base text-text',
	'placeholder:text-muted placeholder:text-ellipsis transition-[border-color,box-shadow] hover:border-text',
	'focus-visible:border-plum focus-visible:outline-1 focus-visible:outline-offset-0',
	'aria-invalid:border-refused disabled:opacity-60'
].join(' ');
