/** Signing in and out. */
export const access = {
  access: {
    title: 'Sign in',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    signOut: 'Sign out',
    hint: 'The user admin has the password of ADMIN_PASSWORD, where that is set.',
  },
};
