export default {
  shop: {
    tagline: "tostado los martes", nav: ["Café", "Suscripciones", "El tostadero"],
    welcome: "Qué bien verte, {name}", lead: "Tu café se tostó esta mañana. Se nota en el aroma.",
    order: "Pedido 4711", arrives: "Llega hoy entre las 14:00 y las 16:00", steps: ["Tostado", "Empaquetado", "En camino", "Entregado"],
    fresh: "Recién tostado", notes: ["Melocotón y jazmín", "Cacao y avellana", "Grosella negra y miel"], weight: "250 g",
    signIn: "Te damos la bienvenida a Juniper", signInLead: "Entra como una de estas personas y envíale un mensaje.",
    comeInAs: "Entrar como", signOut: "Cerrar sesión", preferences: "Ajustes de notificaciones", close: "Cerrar",
    phone: "Un teléfono simulado por la demo", phoneOn: "Activar", phoneOff: "Desactivar",
  },
  templates: {
    shipped: ["Tu pedido 4711 está en camino", "Guji natural y Huila, 500 g.\nEl paquete llega hoy entre las 14:00 y las 16:00."],
    code: ["Tu código de acceso", "481 903 es tu código para Juniper. Vale diez minutos. Nunca lo pedimos por teléfono."],
    password: ["Se ha cambiado tu contraseña", "Hace un momento, desde Firefox en Linux, en Lisboa. Si no has sido tú, cierra todas las sesiones."],
    payment: ["No se ha podido cobrar tu pago", "La tarjeta terminada en 4242 fue rechazada por 31,80 €. Lo intentaremos mañana a las 9:00."],
    offer: ["Dos bolsas al precio de una", "Esta semana: Nyeri de Kenia. Grosella negra, miel y solo hasta el viernes."],
    maintenance: ["Mantenimiento el domingo, 02:00–03:00 UTC", "La tienda cierra durante esa hora.\nPedidos y suscripciones siguen solos."],
    points: ["500 puntos para ti", "Diez pedidos en un año: gracias. Valen un envío gratis."],
    terms: ["Nuestras condiciones cambian el 1 de diciembre", "Tienes 30 días para devoluciones en vez de 14, y explicamos mejor qué guardamos de ti."],
  },
};
