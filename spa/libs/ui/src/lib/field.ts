import { Component, input } from '@angular/core';

/** A form field: the name above, what is wrong below. The control is projected and bears `id`. */
@Component({
  selector: 'stoa-field',
  template: `
    <label class="label" [attr.for]="for()">
      {{ label() }}
      @if (optional()) {
        <span class="soft">{{ optional() }}</span>
      }
    </label>
    <ng-content />
    @if (error()) {
      <p class="error" [id]="for() + '-error'">{{ error() }}</p>
    } @else if (hint()) {
      <p class="hint" [id]="for() + '-hint'">{{ hint() }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-1);
      align-content: start;
    }

    .label .soft {
      font-weight: 400;
      text-transform: none;
      letter-spacing: 0;
    }

    .error,
    .hint {
      font-size: var(--step--1);
    }

    .error {
      color: var(--danger);
      font-weight: 500;
    }

    .hint {
      color: var(--ink-soft);
    }
  `,
})
export class Field {
  readonly for = input.required<string>();
  readonly label = input.required<string>();
  /** The word that marks an optional field. */
  readonly optional = input('');
  readonly error = input('');
  readonly hint = input('');
}
