import { Directive } from '@angular/core';

/**
 * For buttons below fields. A press takes the focus out of a field, its message comes or goes, the button moves away
 * from under the pointer, and the click is lost. So the focus stays where it is until the click has happened; whoever
 * handles it says `commitTyped` first.
 */
@Directive({ selector: 'button[stoaSteady]', host: { '(mousedown)': '$event.preventDefault()' } })
export class Steady {}

/** Makes a form take what is still being typed, as if the field had been left, and leaves the focus in it. */
export function commitTyped(within: HTMLElement): void {
  const focused = within.ownerDocument.activeElement;
  if (focused && within.contains(focused)) focused.dispatchEvent(new Event('blur'));
}
