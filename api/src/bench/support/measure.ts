/** One measured figure beside its reference, both from the same run. */
interface Figure {
	bench: string;
	case: string;
	value: number;
	unit: string;
	reference: string;
	referenceValue: number;
}

export const median = (values: readonly number[]): number => {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2
		? (sorted[middle] ?? NaN)
		: ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

const rounded = (value: number): number => Number(value.toPrecision(4));

/** Prints a figure as a JSON line. */
export function report(figure: Figure, more: Record<string, unknown> = {}): void {
	const { value, referenceValue, ...rest } = figure;
	const ratio = rounded(value / referenceValue);
	console.log(
		JSON.stringify({
			...rest,
			value: rounded(value),
			referenceValue: rounded(referenceValue),
			ratio,
			...more
		})
	);
}
