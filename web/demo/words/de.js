export default {
  shop: {
    tagline: "dienstags geröstet", nav: ["Kaffee", "Abos", "Die Rösterei"],
    welcome: "Schön, dass du da bist, {name}", lead: "Dein Kaffee wurde heute Morgen geröstet. Man riecht es.",
    order: "Bestellung 4711", arrives: "Kommt heute zwischen 14 und 16 Uhr", steps: ["Geröstet", "Verpackt", "Unterwegs", "Zugestellt"],
    fresh: "Frisch in dieser Woche", notes: ["Pfirsich und Jasmin", "Kakao und Haselnuss", "Cassis und Honig"], weight: "250 g",
    signIn: "Willkommen bei Juniper", signInLead: "Komm als eine dieser Personen herein und schick ihr eine Nachricht.",
    comeInAs: "Hereinkommen als", signOut: "Abmelden", preferences: "Benachrichtigungen einstellen", close: "Schließen",
    phone: "Ein Telefon, das die Demo spielt", phoneOn: "Einschalten", phoneOff: "Ausschalten",
  },
  templates: {
    shipped: ["Deine Bestellung 4711 ist unterwegs", "Guji Natural und Huila, 500 g.\nDas Paket kommt heute zwischen 14 und 16 Uhr."],
    code: ["Dein Anmeldecode", "481 903 ist dein Code für Juniper. Er gilt zehn Minuten. Wir fragen nie am Telefon danach."],
    password: ["Dein Passwort wurde geändert", "Gerade eben, mit Firefox unter Linux, in Lissabon. Warst du das nicht, beende jetzt alle Sitzungen."],
    payment: ["Deine Zahlung ist fehlgeschlagen", "Die Karte mit der Endung 4242 wurde für 31,80 € abgelehnt. Wir versuchen es morgen um 9 Uhr noch einmal."],
    offer: ["Zwei Tüten zum Preis von einer", "Diese Woche: Nyeri aus Kenia. Cassis, Honig, und am Freitag ausgetrunken."],
    maintenance: ["Wartung am Sonntag, 02:00–03:00 UTC", "Der Laden schließt für diese Stunde.\nBestellungen und Abos laufen von selbst weiter."],
    points: ["500 Punkte für dich", "Zehn Bestellungen in einem Jahr: danke! Sie sind eine kostenlose Lieferung wert."],
    terms: ["Unsere Bedingungen ändern sich zum 1. Dezember", "Du hast 30 statt 14 Tage für Rückgaben, und wir sagen klarer, was wir über dich speichern."],
  },
};
