import { Component, computed, effect, input, signal } from '@angular/core';
import { AbstractControl, FormControl, ReactiveFormsModule } from '@angular/forms';
import { TranslatePipe } from '@ngx-translate/core';
import { Field } from './field';

/** A line of text in a form. What is wrong is said once the field was left, never while it is typed. */
@Component({
  selector: 'stoa-text-field',
  imports: [Field, ReactiveFormsModule, TranslatePipe],
  template: `
    <stoa-field
      [for]="name()"
      [label]="label() | translate"
      [optional]="optional() ? ('checkout.optional' | translate) : ''"
      [hint]="hint() ? (hint() | translate) : ''"
      [error]="fault() ? ('errors.' + fault() | translate) : ''"
    >
      <input
        class="input"
        [id]="name()"
        [name]="name()"
        [formControl]="control()"
        [type]="type()"
        [attr.inputmode]="inputmode() || null"
        [attr.autocomplete]="autocomplete()"
        [attr.maxlength]="maxlength()"
        [attr.aria-required]="!optional()"
        [attr.aria-invalid]="!!fault()"
        [attr.aria-describedby]="fault() ? name() + '-error' : hint() ? name() + '-hint' : null"
      />
    </stoa-field>
  `,
})
export class TextField {
  /** Also the id in the page, for labels and for finding the first wrong field. */
  readonly name = input.required<string>();
  readonly control = input.required<FormControl<string>>();
  readonly label = input.required<string>();
  readonly type = input('text');
  readonly inputmode = input('');
  readonly autocomplete = input('off');
  readonly hint = input('');
  readonly maxlength = input(200);
  readonly optional = input(false);

  private readonly events = signal(0);
  protected readonly fault = computed(() => {
    this.events();
    return faultOf(this.control());
  });

  constructor() {
    effect((onCleanup) => {
      const watching = this.control().events.subscribe(() => this.events.update((count) => count + 1));
      onCleanup(() => watching.unsubscribe());
    });
  }
}

/** The first thing that is wrong with a control that was left; empty where nothing is. */
export function faultOf(control: AbstractControl): string {
  if (!control.touched || control.valid || control.disabled) return '';
  return Object.keys(control.errors ?? {})[0] ?? '';
}
