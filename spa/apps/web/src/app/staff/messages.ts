import { Component, inject } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { MessagesStore } from '@stoa/data-access/order';
import { When } from '@stoa/ui';
import { injectOpenSheet } from './open-sheet';
import { StaffList } from './staff-list';

/** The mailbox of the shop: what buyers were written. */
@Component({
  selector: 'stoa-messages',
  imports: [StaffList, TranslatePipe, When],
  providers: [MessagesStore],
  template: `
    <stoa-staff-list
      [pages]="messages"
      icon="inbox"
      [emptyHeading]="'noMessages.heading' | translate"
      [emptyText]="'noMessages.text' | translate"
    >
      <header>
        <h1>{{ 'messages.title' | translate }}</h1>
        <p class="soft">{{ 'messages.text' | translate }}</p>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">{{ 'payments.when' | translate }}</th>
            <th scope="col">{{ 'messages.to' | translate }}</th>
            <th scope="col">{{ 'messages.what' | translate }}</th>
          </tr>
        </thead>
        <tbody>
          @for (message of messages.items(); track message.id) {
            <tr [attr.data-message]="message.orderId">
              <td><stoa-when [at]="message.createdDate" /></td>
              <td>{{ message.recipient }}</td>
              <td class="why">
                <details>
                  <summary>{{ message.subject }}</summary>
                  <p class="letter">{{ message.body }}</p>
                </details>
                @if (message.orderId; as orderId) {
                  <button class="text-link" type="button" (click)="open(orderId)">
                    {{ 'payments.order' | translate }}
                  </button>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    </stoa-staff-list>
  `,
  styleUrls: ['./staff-head.scss', './staff-table.scss'],
})
export class MessagesPage {
  protected readonly messages = inject(MessagesStore);
  protected readonly open = injectOpenSheet();

  constructor() {
    void this.messages.ask({});
  }
}
