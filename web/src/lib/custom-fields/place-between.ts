/** Where a field stands between two others; null: there is none on that side. */
export const placeBetween = (before: number | null, after: number | null): number => {
	if (before === null) return (after ?? 1) - 1;
	return after === null ? before + 1 : (before + after) / 2;
};
