import { Component, input, output } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';

/** A step that has to say why. Where it is about money the amount stands before the reason. */
@Component({
  selector: 'stoa-reason-form',
  imports: [TranslatePipe],
  template: `
    <form class="panel stack" (submit)="$event.preventDefault(); send(reason.value)">
      <ng-content />
      <label class="field">
        <span class="label">{{ 'staff.reason' | translate }}</span>
        <input #reason class="input" name="reason" required maxlength="200" autocomplete="off" />
      </label>
      <button class="button button--accent" type="submit" [disabled]="isBusy()">{{ action() }}</button>
    </form>
  `,
  styles: `
    .field {
      display: grid;
      gap: var(--space-1);
    }
  `,
})
export class ReasonForm {
  readonly action = input.required<string>();
  readonly isBusy = input(false);
  readonly said = output<string>();

  protected send(reason: string): void {
    if (!this.isBusy() && reason.trim()) this.said.emit(reason.trim());
  }
}
