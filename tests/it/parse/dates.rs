//! Days and runs of days. Today is Saturday, the 21st of November 2026.

use super::*;

#[test]
fn days_in_portuguese() {
    for (text, want) in [
        ("15/03", "15/03/2027"),
        ("15/3/2027", "15/03/2027"),
        ("15/12", "15/12/2026"),
        ("15.03.27", "15/03/2027"),
        ("2027-03-15", "15/03/2027"),
        ("15 de março", "15/03/2027"),
        ("dia 15 de março de 2028", "15/03/2028"),
        ("1º de março", "01/03/2027"),
        ("15 mar", "15/03/2027"),
        ("29/02", "29/02/2028"),
        ("hoje", "21/11/2026"),
        ("amanhã", "22/11/2026"),
        ("amanha cedo", "22/11/2026"),
        ("depois de amanhã", "23/11/2026"),
        ("segunda", "23/11/2026"),
        ("na segunda-feira", "23/11/2026"),
        ("sábado que vem", "28/11/2026"),
        ("semana que vem", "23/11/2026"),
        ("terça da semana que vem", "24/11/2026"),
        ("mês que vem", "01/12/2026"),
        ("em 3 semanas", "12/12/2026"),
        ("daqui a quinze dias", "06/12/2026"),
        ("daqui a um mês", "21/12/2026"),
        ("fim do mês", "30/11/2026"),
        ("final do mês que vem", "31/12/2026"),
        ("começo de março", "01/03/2027"),
        ("meados de março", "16/03/2027"),
        ("até março", "31/03/2027"),
        ("março", "01/03/2027"),
        ("depois do Carnaval", "10/02/2027"),
        ("antes do Natal", "24/12/2026"),
        ("no Natal", "25/12/2026"),
        ("natal de 2027", "25/12/2027"),
        ("Black Friday", "27/11/2026"),
        ("black-friday", "27/11/2026"),
        ("Dia das Mães", "09/05/2027"),
        ("dia dos pais", "08/08/2027"),
        ("dia 5", "05/12/2026"),
        ("25", "25/11/2026"),
        ("o quanto antes", "21/11/2026"),
        ("segunda, 15/03", "15/03/2027"),
        ("1o trimestre de 2027", "01/01/2027"),
        ("segunda quinzena de março", "16/03/2027"),
        ("dezenbro", "01/12/2026"),
    ] {
        reads("pt-BR", "date", text, want);
    }
}

#[test]
fn days_in_english() {
    for (text, want) in [
        ("03/15", "15 March 2027"),
        ("15/03", "15 March 2027"),
        ("March 15", "15 March 2027"),
        ("March 15th, 2028", "15 March 2028"),
        ("15 March", "15 March 2027"),
        ("the 15th of March", "15 March 2027"),
        ("tomorrow", "22 November 2026"),
        ("the day after tomorrow", "23 November 2026"),
        ("next week", "23 November 2026"),
        ("next month", "1 December 2026"),
        ("in two weeks", "5 December 2026"),
        ("3 weeks from now", "12 December 2026"),
        ("end of the month", "30 November 2026"),
        ("by end of March", "31 March 2027"),
        ("mid-March", "16 March 2027"),
        ("after Christmas", "26 December 2026"),
        ("Thanksgiving", "26 November 2026"),
        ("Q2", "1 April 2027"),
        ("next friday", "27 November 2026"),
        ("ASAP", "21 November 2026"),
    ] {
        reads("en", "date", text, want);
    }
    reads("en-GB", "date", "03/04", "3 April 2027");
    reads("en-US", "date", "03/04", "4 March 2027");
}

#[test]
fn no_day_and_two_days() {
    let said = misread("pt-BR", "date", "quando der", MisreadCode::Unreadable);
    assert!(said.contains("“quando der”"), "{said}");
    let said = misread("pt-BR", "date", "15/03 ou 20/03", MisreadCode::Ambiguous);
    assert!(said.contains("15/03/2027") && said.contains("20/03/2027"), "{said}");
    misread("pt-BR", "date", "31/02", MisreadCode::Unreadable);
    misread("pt-BR", "date", "45/13/2027", MisreadCode::Unreadable);
}

#[test]
fn days_that_do_not_exist() {
    for (locale, name, text, day) in [
        ("pt-BR", "date", "31/02", "31/02"),
        ("pt-BR", "date", "2027-02-30", "2027-02-30"),
        ("pt-BR", "date", "31.04", "31.04"),
        ("pt-BR", "date", "29 de fevereiro de 2027", "29 de fevereiro de 2027"),
        ("en", "date", "February 30", "February 30"),
        ("pt-BR", "dates", "31/02/2027", "31/02/2027"),
        ("en", "dates", "from 31/02 to 15/03", "31/02"),
        ("pt-BR", "dates", "começa mês que vem e termina em 31/02", "31/02"),
        ("pt-BR", "dates", "de 1 a 31 de abril", "31 de abril"),
        ("en", "dates", "2027-02-30", "2027-02-30"),
        ("pt-BR", "schedule", "de 30/02/2027 a 15/03/2027, peças até 31/04", "30/02/2027"),
        ("pt-BR", "schedule", "de 01/02 a 15/03, peças até 31/04", "31/04"),
        ("pt-BR", "schedule", "2027-02-30", "2027-02-30"),
        ("pt-BR", "steps", "início: 31/02, fim: 31/03", "31/02"),
        ("en", "kpis", "200 sales by 31/02/2027", "31/02/2027"),
        ("en", "kpis", "500 signups by 31/02", "31/02"),
        ("pt-BR", "kpis", "200 leads até 30 de fevereiro", "30 de fevereiro"),
    ] {
        let said = misread(locale, name, text, MisreadCode::Unreadable);
        let (none, example) = match locale {
            "en" => ("that day does not exist", "15 March"),
            _ => ("esse dia não existe", "15/03"),
        };
        assert!(said.contains(&format!("“{day}”")) && said.contains(none), "{text} → {said}");
        assert!(said.contains(example), "{said}");
    }
    reads("pt-BR", "date", "29/02/2028", "29/02/2028");
    // A share is no day.
    value("pt-BR", "kpis", "200 leads 80/20 até 31/03");
}

#[test]
fn amounts_are_no_days() {
    for text in ["10k", "10 mil", "R$ 10", "10 reais", "10%", "10kk"] {
        misread("pt-BR", "dates", text, MisreadCode::Unreadable);
        misread("pt-BR", "date", text, MisreadCode::Unreadable);
    }
    reads("pt-BR", "date", "dia 10", "10/12/2026");
}

#[test]
fn ranges_of_days() {
    for (text, want) in [
        ("de 1 a 31 de março", "01/03/2027 a 31/03/2027"),
        ("1/3 a 31/3", "01/03/2027 a 31/03/2027"),
        ("1/3 - 31/3", "01/03/2027 a 31/03/2027"),
        ("de 1/12 até 10/1", "01/12/2026 a 10/01/2027"),
        ("1º a 15 de dezembro", "01/12/2026 a 15/12/2026"),
        ("de 1 a 24 de dezembro", "01/12/2026 a 24/12/2026"),
        ("a partir de 1/3", "a partir de 01/03/2027"),
        ("até 30/04", "até 30/04/2027"),
        ("março", "01/03/2027 a 31/03/2027"),
        ("março de 2028", "01/03/2028 a 31/03/2028"),
        ("de março a maio", "01/03/2027 a 31/05/2027"),
        ("semana que vem", "23/11/2026 a 29/11/2026"),
        ("de segunda a sexta", "23/11/2026 a 27/11/2026"),
        ("começa 1/3 e termina 31/3", "01/03/2027 a 31/03/2027"),
        ("de 1 de março de 2027 a 15 de abril de 2027", "01/03/2027 a 15/04/2027"),
        ("de 20/11 a 30/11", "20/11/2026 a 30/11/2026"),
        ("1/3 por duas semanas", "01/03/2027 a 14/03/2027"),
        ("um mês a partir de 1/3", "01/03/2027 a 31/03/2027"),
        ("da Black Friday ao Natal", "27/11/2026 a 25/12/2026"),
        ("depois do Carnaval", "a partir de 10/02/2027"),
        ("primeira quinzena de dezembro", "01/12/2026 a 15/12/2026"),
        ("15/03", "a partir de 15/03/2027"),
        ("01/02/2027 a 31/03/2027", "01/02/2027 a 31/03/2027"),
    ] {
        reads("pt-BR", "dates", text, want);
    }
    for (text, want) in [
        ("March 1 to 15", "1 March 2027 to 15 March 2027"),
        ("from 1 March to 15 April", "1 March 2027 to 15 April 2027"),
        ("from March 1", "from 1 March 2027"),
        ("until 30 April", "until 30 April 2027"),
        ("March", "1 March 2027 to 31 March 2027"),
        ("3/1 - 3/31", "1 March 2027 to 31 March 2027"),
    ] {
        reads("en", "dates", text, want);
    }
    misread("pt-BR", "dates", "quando der", MisreadCode::Unreadable);
    misread("pt-BR", "dates", "1/3, 5/3, 9/3", MisreadCode::Ambiguous);
}

#[test]
fn ranges_that_end_before_they_start() {
    for (text, from, to) in [
        ("de 10/03 a 01/03", "10/03/2027", "01/03/2027"),
        ("20/12 a 10/12", "20/12/2026", "10/12/2026"),
        ("15 a 10 de março", "15/03/2027", "10/03/2027"),
        ("15/03/2027 a 10/03/2027", "15/03/2027", "10/03/2027"),
    ] {
        let said = misread("pt-BR", "dates", text, MisreadCode::TooEarly);
        assert!(said.contains(from) && said.contains(to), "{text} → {said}");
    }
    let said = misread("en", "dates", "15 march to 10 march", MisreadCode::TooEarly);
    assert!(said.contains("15 March 2027") && said.contains("10 March 2027"), "{said}");
    misread("pt-BR", "schedule", "de 10/03 a 01/03, peças até 20/01", MisreadCode::TooEarly);
    reads("pt-BR", "dates", "20/12 a 10/01", "20/12/2026 a 10/01/2027");
    reads("pt-BR", "dates", "de 01/10 a 31/01", "01/10/2026 a 31/01/2027");
    reads("pt-BR", "dates", "termina 31/3, começa 1/3", "01/03/2027 a 31/03/2027");
}
