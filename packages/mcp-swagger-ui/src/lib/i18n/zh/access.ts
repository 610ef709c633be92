/** 登录与退出。 */
export const access = {
  access: {
    title: '登录',
    name: '用户名',
    password: '密码',
    submit: '登录',
    signOut: '退出登录',
    hint: '设置了 ADMIN_PASSWORD 时,用户 admin 的密码就是它。',
  },
};
