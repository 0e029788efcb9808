import { inject } from '@angular/core';
import { CanActivateFn, Router, Routes } from '@angular/router';
import { provideEffects } from '@ngrx/effects';
import { provideState } from '@ngrx/store';
import { catalogEffects, catalogFeature } from '@stoa/data-access/catalog';
import { SessionStore } from '@stoa/data-access/core';
import { Trouble } from './pages/trouble/trouble';

/** Staff pages open for staff; others are shown the door, and come back to where they wanted to go. */
const forStaff: CanActivateFn = async (_route, state) => {
  const session = inject(SessionStore);
  const router = inject(Router);
  await session.restore('staff');
  return session.isStaff() || router.createUrlTree(['/staff/sign-in'], { queryParams: { next: state.url } });
};

export const routes: Routes = [
  // Not lazy: it is shown when code does not arrive.
  { path: 'trouble', title: 'trouble.title', component: Trouble },
  {
    path: 'staff/sign-in',
    title: 'signIn.staffTitle',
    data: { audience: 'staff' },
    loadComponent: () => import('./pages/sign-in/sign-in').then((file) => file.SignIn),
  },
  {
    path: 'staff',
    canActivate: [forStaff],
    loadChildren: () => import('./staff/staff.routes').then((file) => file.staffRoutes),
  },
  {
    path: '',
    loadComponent: () => import('./frame/shop-frame').then((file) => file.ShopFrame),
    providers: [provideState(catalogFeature), provideEffects(catalogEffects)],
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./pages/list/product-list').then((file) => file.ProductList),
      },
      {
        path: 'products/:productId',
        loadComponent: () => import('./pages/product/product-page').then((file) => file.ProductPage),
      },
      {
        path: 'bag',
        title: 'bag.title',
        loadComponent: () => import('./pages/bag/bag').then((file) => file.Bag),
      },
      {
        path: 'checkout',
        title: 'checkout.title',
        loadComponent: () => import('./pages/checkout/checkout').then((file) => file.CheckoutPage),
      },
      {
        path: 'orders',
        loadChildren: () => import('./pages/order/order.routes').then((file) => file.orderRoutes),
      },
      {
        path: 'sign-in',
        title: 'signIn.title',
        data: { audience: 'shopper' },
        loadComponent: () => import('./pages/sign-in/sign-in').then((file) => file.SignIn),
      },
      {
        path: '**',
        title: 'notFound.title',
        loadComponent: () => import('./pages/trouble/not-found').then((file) => file.NotFound),
      },
    ],
  },
];
