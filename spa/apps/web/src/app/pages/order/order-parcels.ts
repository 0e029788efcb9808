import { Component, computed, input } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import type { Order } from '@stoa/data-access/core';
import { Icon, When } from '@stoa/ui';

/** Which part of the order is where: each parcel with what is in it, and what is still to be sent. */
@Component({
  selector: 'stoa-order-parcels',
  imports: [Icon, TranslatePipe, When],
  template: `
    @for (parcel of parcels(); track parcel.id; let index = $index) {
      <article class="panel parcel" [attr.data-parcel]="parcel.status">
        <svg
          class="icon"
          [lucideIcon]="parcel.status === 'DELIVERED' ? 'package-check' : 'truck'"
          aria-hidden="true"
        ></svg>
        <div>
          <h3>
            {{ 'parcel.' + parcel.status | translate }}
            <stoa-when class="soft small" [at]="parcel.deliveredDate ?? parcel.shippedDate" />
          </h3>
          @if (parcel.carrier || parcel.trackingNumber) {
            <p class="soft small">{{ parcel.carrier }} {{ parcel.trackingNumber }}</p>
          }
          <ul class="small">
            @for (line of parcel.pieces; track line.name) {
              <li>{{ line.quantity }} × {{ line.name }}</li>
            }
          </ul>
        </div>
      </article>
    }
    @if (parcels().length && left().length) {
      <article class="panel parcel parcel--ahead">
        <svg class="icon" lucideIcon="package" aria-hidden="true"></svg>
        <div>
          <h3>{{ 'parcel.left' | translate }}</h3>
          <ul class="small">
            @for (line of left(); track line.name) {
              <li>{{ line.quantity }} × {{ line.name }}</li>
            }
          </ul>
        </div>
      </article>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }

    .parcel {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: var(--space-4);
    }

    .parcel--ahead {
      border-style: dashed;
      background: none;
    }

    h3 {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 var(--space-3);
      font-family: var(--font-body);
      font-size: var(--step-0);
      font-weight: 600;
      letter-spacing: 0;
    }
  `,
})
export class OrderParcels {
  readonly order = input.required<Order>();

  protected readonly parcels = computed(() => {
    const { shipments, lines } = this.order();
    const names = new Map(lines.map(({ lineNo, name }) => [lineNo, name]));
    return shipments.map((shipment) => ({
      ...shipment,
      pieces: (shipment.lines ?? []).map(({ lineNo, quantity }) => ({
        name: names.get(lineNo) ?? '',
        quantity,
      })),
    }));
  });
  protected readonly left = computed(() =>
    this.order()
      .lines.map(({ name, quantity, cancelled = 0, shipped = 0 }) => ({
        name,
        quantity: quantity - cancelled - shipped,
      }))
      .filter(({ quantity }) => quantity > 0),
  );
}
