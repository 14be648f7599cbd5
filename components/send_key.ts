/**
 * Whether a key press means "send": Enter without Shift, unless it picks a
 * character of an input method. Safari ends the composition before the key event
 * and then only the old key code 229 tells.
 */
export function isSendKey(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
