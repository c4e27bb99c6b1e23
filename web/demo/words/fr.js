export default {
  shop: {
    tagline: "torréfié le mardi", nav: ["Cafés", "Abonnements", "La brûlerie"],
    welcome: "Heureux de vous revoir, {name}", lead: "Votre café a été torréfié ce matin. Cela se sent.",
    order: "Commande 4711", arrives: "Livraison aujourd’hui entre 14 h et 16 h", steps: ["Torréfié", "Emballé", "En route", "Livré"],
    fresh: "Tout frais cette semaine", notes: ["Pêche et jasmin", "Cacao et noisette", "Cassis et miel"], weight: "250 g",
    signIn: "Bienvenue chez Juniper", signInLead: "Entrez comme l’une de ces personnes et envoyez-lui un message.",
    comeInAs: "Entrer comme", signOut: "Se déconnecter", preferences: "Réglages des notifications", close: "Fermer",
    phone: "Un téléphone simulé par la démo", phoneOn: "Activer", phoneOff: "Désactiver",
  },
  templates: {
    shipped: ["Votre commande 4711 est en route", "Guji nature et Huila, 500 g.\nLe colis arrive aujourd’hui entre 14 h et 16 h."],
    code: ["Votre code de connexion", "481 903 est votre code pour Juniper. Il est valable dix minutes. Nous ne le demandons jamais au téléphone."],
    password: ["Votre mot de passe a été changé", "À l’instant, avec Firefox sous Linux, à Lisbonne. Si ce n’était pas vous, fermez toutes les sessions."],
    payment: ["Votre paiement n’a pas abouti", "La carte se terminant par 4242 a été refusée pour 31,80 €. Nous réessayons demain à 9 h."],
    offer: ["Deux sachets pour le prix d’un", "Cette semaine : Nyeri, du Kenya. Cassis, miel, et jusqu’à vendredi seulement."],
    maintenance: ["Maintenance dimanche, 02:00–03:00 UTC", "La boutique ferme pendant cette heure.\nCommandes et abonnements continuent d’eux-mêmes."],
    points: ["500 points pour vous", "Dix commandes en un an : merci. Ils valent une livraison gratuite."],
    terms: ["Nos conditions changent le 1er décembre", "Vous avez 30 jours au lieu de 14 pour les retours, et nous disons mieux ce que nous gardons de vous."],
  },
};
