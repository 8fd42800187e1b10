import type { WordLists } from './lists.ts';

/** German, French, Spanish, Portuguese, Italian and Russian. */
export const EUROPEAN: WordLists = {
  reasoning: `
    beweise beweis beweisen herleiten begründe begründen begründung analysiere analyse analysieren vergleiche vergleich
    vergleichen warum weshalb erkläre erklären erklärung bewerte bewerten beurteile widerspruch abwägen ursache ursachen
    folgerung optimiere optimieren schrittweise
    prouve prouver démontre démontrer démonstration analyser comparer comparaison pourquoi explique expliquer évaluer
    évalue justifie justifier raisonnement conséquences déduire optimiser
    demuestra demostrar demostración analiza analizar análisis compara comparar explica explicar evalúa evaluar justifica
    razonamiento consecuencias deducir optimizar
    prove provar demonstre analise analisar explique explicar avalie justifique porquê
    dimostra dimostrare analizza analizzare confronta confrontare perché spiega spiegare valuta valutare giustifica
    докажи докажите доказать доказательство проанализируй проанализируйте анализ сравни сравните сравнение почему
    объясни объясните объяснить обоснуй обоснуйте оцени вывод причины`,
  mathematics: `
    gleichung gleichungen ableitung wahrscheinlichkeit satz primzahl primzahlen teilbar berechne berechnen matrizen
    unendlich konvergiert dreieck kreis winkel fläche volumen ganze
    équation équations dérivée intégrale probabilité théorème premier premiers calcule calculer calculez matrice infini
    triangle cercle
    ecuación ecuaciones derivada probabilidad teorema primos calcula calcular matriz infinito triángulo
    equação integral derivada probabilidade calcule equazione integrale probabilità calcola numeri
    уравнение уравнения интеграл производная вероятность теорема вычисли вычислите матрица делится треугольник`,
  code: `
    funktion programmiere programm fehler quelltext datenbank klasse schnittstelle
    fonction programme programmer erreur algorithme classe
    función programa error algoritmo clase código
    função código algoritmo funzione codice algoritmo
    функция функцию код программа программу ошибка алгоритм`,
  pleasantry: `
    hallo danke tschüss guten tag moin servus bitte
    bonjour salut merci bonsoir oui
    hola gracias adiós buenos buenas
    olá oi obrigado obrigada ciao grazie buongiorno
    привет здравствуйте спасибо пока`,
  lookup: `
    wer wann wo welche welcher welches hauptstadt wieviel wieviele heißt bedeutet
    qui quand où quelle quel capitale combien signifie
    quién cuándo dónde cuál qué cuántos cuántas
    quem quando onde qual quantos chi dove quale quanti
    кто когда где какая какой столица сколько`,
  transform: `
    übersetze übersetzen übersetzung fasse zusammen zusammenfassung korrigiere umformulieren kürze wandle liste
    traduis traduire traduisez résume résumer résumez corrige reformule
    traduce traducir traduzca resume resumir corrige
    traduza traduzir resuma traduci riassumi correggi
    переведи переведите перевести исправь исправьте кратко резюмируй`,
  creation: `
    entwirf entwerfe entwerfen entwickle implementiere plane aufsatz konzept architektur
    conçois concevoir développe rédige plan dissertation
    diseña diseñar desarrolla implementa redacta ensayo
    projete desenvolva progetta sviluppa
    спроектируй разработай реализуй напиши эссе`,
  constraint: `
    muss müssen ohne nur genau mindestens höchstens jede jeder jeweils
    doit sans seulement exactement moins chaque
    debe sin solo exactamente menos cada
    должен должна без только ровно каждый`,
};
