import { inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Store } from '@ngrx/store';
import { StaffOrdersActions } from '@stoa/data-access/order';

/** Opens one order beside the page that is looked at, so that the place in it is not lost. */
export function injectOpenSheet(): (orderId: string) => Promise<void> {
  const store = inject(Store);
  const dialog = inject(MatDialog);
  return async (orderId) => {
    const { OrderSheet } = await import('./order-sheet');
    store.dispatch(StaffOrdersActions.sheetOpened({ orderId }));
    dialog
      .open(OrderSheet, {
        panelClass: ['drawer', 'drawer--sheet'],
        position: { top: '0', right: '0' },
        height: '100dvh',
        maxWidth: '100vw',
        maxHeight: '100dvh',
        ariaLabelledBy: 'sheet-title',
      })
      .afterClosed()
      .subscribe(() => store.dispatch(StaffOrdersActions.sheetClosed()));
  };
}
