"""Text analysis: language, sentences, quotations, words, stems and tf-idf vectors."""
