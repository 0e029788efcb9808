import { Component, inject } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { ParkedWorkStore } from '@stoa/data-access/order';
import { When } from '@stoa/ui';
import { injectOpenSheet } from './open-sheet';
import { StaffList } from './staff-list';

/** Work that waits for somebody who removes the cause. */
@Component({
  selector: 'stoa-parked-work',
  imports: [StaffList, TranslatePipe, When],
  providers: [ParkedWorkStore],
  template: `
    <stoa-staff-list
      [pages]="parked"
      icon="check"
      [emptyHeading]="'parked.emptyHeading' | translate"
      [emptyText]="'parked.emptyText' | translate"
    >
      <header>
        <h1>{{ 'parked.title' | translate }}</h1>
        <p class="soft">{{ 'parked.text' | translate }}</p>
        @if (parked.driveProblem(); as problem) {
          <p class="note note--danger" role="alert">{{ problem.detail || problem.title }}</p>
        }
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">{{ 'parked.what' | translate }}</th>
            <th scope="col">{{ 'parked.why' | translate }}</th>
            <th class="sum" scope="col">{{ 'parked.attempts' | translate }}</th>
            <th scope="col">{{ 'parked.since' | translate }}</th>
            <th scope="col"></th>
          </tr>
        </thead>
        <tbody>
          @for (work of parked.items(); track work.id) {
            <tr [attr.data-work]="work.id">
              <td>
                <span class="soft small">{{ 'parked.kind.' + work.kind | translate }}</span>
                @if (work.orderId; as orderId) {
                  <button class="text-link" type="button" (click)="open(orderId)">{{ work.name }}</button>
                } @else {
                  {{ work.name }}
                }
              </td>
              <td class="why">{{ work.reason }}</td>
              <td class="sum">{{ work.attempts }}</td>
              <td><stoa-when [at]="work.parkedDate" /></td>
              <td class="sum">
                <button
                  class="button button--small"
                  type="button"
                  [disabled]="parked.driven().includes(work.id)"
                  [attr.aria-label]="'parked.againNamed' | translate: { name: work.name }"
                  (click)="parked.redrive(work)"
                >
                  {{ 'parked.again' | translate }}
                </button>
              </td>
            </tr>
          }
        </tbody>
      </table>
    </stoa-staff-list>
  `,
  styleUrls: ['./staff-head.scss', './staff-table.scss'],
})
export class ParkedWorkPage {
  protected readonly parked = inject(ParkedWorkStore);
  protected readonly open = injectOpenSheet();

  constructor() {
    void this.parked.ask({});
  }
}
