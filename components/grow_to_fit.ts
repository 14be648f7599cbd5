const ROWS_MAX = 8;

/**
 * Gives a text field as many rows as its text takes, up to eight. Browsers with
 * `field-sizing` do it by the stylesheet alone.
 */
export function growToFit(field: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.rows = 1;
  while (field.rows < ROWS_MAX && field.scrollHeight > field.clientHeight) field.rows++;
}
