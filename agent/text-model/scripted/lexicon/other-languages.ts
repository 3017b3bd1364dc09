/** Small words that betray a brief in Spanish, German or French; without one nothing below is looked at. */
export const foreignHints: ReadonlySet<string> = new Set(
  'un una el que con los del en y der das ein eine und mit im ohne einen einem le les une avec dans qui et sans sin des du au'.split(
    ' ',
  ),
)

/** The commonest nouns and adjectives of briefs, to the English word the lexicon knows. Accents are stripped before. */
const table = `
panadero baker; panadera baker; panaderia bakery; panes bread; pan bread; cocinero chef; cocinera chef; cocina kitchen; pirata pirate;
bruja witch; mago wizard; bibliotecario librarian; bibliotecaria librarian; biblioteca library; libro book; libros books; medico doctor;
doctora doctor; jardinero gardener; jardinera gardener; jardin garden; pintor painter; pintora painter; musico musician; bailarina ballerina;
caballero knight; rey king; reina queen; princesa princess; detective detective; astronauta astronaut; marinero sailor; pescador fisherman;
maestro teacher; maestra teacher; profesora teacher; bombero firefighter; luna moon; estrella star; estrellas stars; noche night; dia day;
amanecer dawn; atardecer sunset; mar sea; playa beach; bosque forest; espacio space; ciudad city; castillo castle; mercado market; lluvia rain;
nieve snow; flor flower; flores flowers; gato cat; pez fish; tortuga turtle; pulpo octopus; arbol tree; barco boat; tren train; bicicleta bicycle;
guitarra guitar; violin violin; trompeta trumpet; tambor drum; sombrero hat; corona crown; bufanda scarf; gafas glasses; anteojos glasses;
lentes glasses; capa cape; linterna lantern; farol lantern; vela candle; llave key; espada sword; escudo shield; mapa map; cafe coffee; te tea;
pastel cake; helado ice cream; manzana apple; globo balloon; paraguas umbrella; regalo gift; cohete rocket; telescopio telescope; reloj clock;
rojo red; roja red; azul blue; verde green; amarillo yellow; amarilla yellow; negro black; negra black; blanco white; blanca white; rosa pink;
morado purple; dorado golden; dorada golden; gris grey; feliz happy; triste sad; dormido asleep; cansado tired; valiente brave; timido shy;
misterioso mysterious; baila dances; canta sings; vuela flying; nada swimming; cocina kitchen; llamado called; llamada called; calabaza pumpkin;
backer baker; baeckerei bakery; backerei bakery; brot bread; koch chef; kuche kitchen; hexe witch; zauberer wizard; bibliothek library;
bibliothekar librarian; bibliothekarin librarian; buch book; bucher books; arzt doctor; arztin doctor; gartner gardener; garten garden;
maler painter; musiker musician; tanzerin dancer; ritter knight; konig king; konigin queen; prinzessin princess; detektiv detective;
matrose sailor; fischer fisherman; lehrer teacher; lehrerin teacher; feuerwehrmann firefighter; mond moon; stern star; sterne stars;
nacht night; tag day; morgen morning; meer sea; strand beach; wald forest; weltraum space; weltall space; stadt city; burg castle; schloss castle;
markt market; regen rain; schnee snow; blume flower; blumen flowers; katze cat; fisch fish; schildkrote turtle; baum tree; boot boat; schiff ship;
zug train; fahrrad bicycle; gitarre guitar; geige violin; trompete trumpet; trommel drum; hut hat; krone crown; schal scarf; brille glasses;
sonnenbrille sunglasses; umhang cape; laterne lantern; kerze candle; schlussel key; schwert sword; schild shield; karte map; kaffee coffee;
tee tea; kuchen cake; eis ice cream; apfel apple; regenschirm umbrella; geschenk gift; rakete rocket; fernrohr telescope; uhr clock; rot red;
rote red; roten red; blau blue; blaue blue; blauen blue; grun green; grune green; gelb yellow; gelbe yellow; schwarz black; schwarze black;
weiss white; weisse white; lila purple; golden golden; grau grey; glucklich happy; traurig sad; mude tired; mutig brave; mutiger brave;
tanzt dances; singt sings; fliegt flying; namens called; kurbis pumpkin; klavier piano; roboter robot; pilz mushroom; pilze mushrooms;
boulanger baker; boulangere baker; pain bread; cuisinier chef; sorciere witch; magicien wizard; bibliotheque library; bibliothecaire librarian;
livre book; livres books; medecin doctor; jardinier gardener; peintre painter; musicien musician; danseuse dancer; chevalier knight; roi king;
reine queen; princesse princess; astronaute astronaut; marin sailor; pecheur fisherman; pompier firefighter; lune moon; etoile star;
etoiles stars; nuit night; jour day; aube dawn; mer sea; plage beach; foret forest; espace space; ville city; chateau castle; marche market;
pluie rain; neige snow; fleur flower; fleurs flowers; chat cat; poisson fish; tortue turtle; arbre tree; bateau boat; velo bicycle;
guitare guitar; violon violin; chapeau hat; couronne crown; echarpe scarf; lunettes glasses; lanterne lantern; bougie candle; cle key; epee sword;
bouclier shield; carte map; gateau cake; glace ice cream; pomme apple; ballon balloon; parapluie umbrella; cadeau gift; fusee rocket;
horloge clock; rouge red; bleu blue; bleue blue; vert green; verte green; jaune yellow; noir black; noire black; blanc white; blanche white;
rose pink; violet purple; dore golden; gris grey; heureux happy; endormi asleep; fatigue tired; courageux brave; danse dances; chante sings;
appele called; appelee called; citrouille pumpkin; champignon mushroom; champignons mushrooms; the tea; escargot snail; papillon butterfly
`

export const translations: ReadonlyMap<string, string> = new Map(
  table.split(';').map((row) => {
    const [foreign = '', ...english] = row.trim().split(' ')
    return [foreign, english.join(' ')]
  }),
)
